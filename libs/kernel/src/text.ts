/**
 * The form in which texts that differ in letter case alone are equal: user names, team names and every SCIM attribute
 * that is not `caseExact`. One definition, so that a name claimed and a name searched for can't disagree.
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
