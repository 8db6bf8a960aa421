/**
 * The form in which texts that are not case-exact are compared: letter case and the two ways to write an accented
 * letter make no difference. Names are claimed and looked up in the same form, so that a filter finds whoever would
 * make a create fail.
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
