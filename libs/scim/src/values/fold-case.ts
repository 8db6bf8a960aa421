/**
 * The form in which texts that are not case-exact are compared: letter case, width and the two ways to write an accented
 * letter make no difference, as PRECIS has it for user names (RFC 7644 section 5, RFC 8265 section 3.3.2). Names are
 * claimed and looked up in the same form, so that a filter finds whoever would make a create fail.
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
