/**
 * The form in which texts that differ in letter case, in width or in how an accented letter is put together are equal,
 * as PRECIS has it for user names (RFC 8265 section 3.3.2): user names, team names and every SCIM attribute that is not
 * `caseExact`. One definition, so that a name claimed and a name searched for can't disagree.
 */
export function foldCase(text: string): string {
  // Most texts are ASCII, to which only letter case applies.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return (
    text
      .replace(OF_OTHER_WIDTH, (each) => each.normalize('NFKC'))
      .normalize('NFC')
      .toLowerCase()
      // At the end of a word a capital sigma becomes another letter, and the word no beginning of a longer one.
      .replaceAll('ς', 'σ')
  );
}

const BEYOND_ASCII = /[^\0-\u007f]/;

/** The fullwidth and halfwidth forms of other characters, the ideographic space among them. */
const OF_OTHER_WIDTH = /[\u3000\uff01-\uffee]/g;
