import { invalidSyntax } from '../errors.js';
import { isObject } from '../json.js';
import type { AttributePath } from '../schema/attribute-definition.js';
import { subAttributePaths } from '../schema/attribute-index.js';
import { UNCOUNTED } from '../tolerances.js';

/**
 * Refuses a body in which one name is there twice, in whatever forms: to take either could turn `active: false` into
 * `active: true`. An attribute given as a whole says all of its sub-attributes, unless it is an object: then it leaves
 * the others to dotted keys. Errors: 400 `invalidSyntax`.
 */
export class NamesOnce {
  private readonly said = new Set<string>();

  attribute(path: AttributePath, raw: unknown): void {
    for (const name of namesIn(path, raw)) this.say(name);
  }

  unknown(key: string): void {
    // A value path, which only letter case can write in two ways.
    if (key.includes('[')) this.say(key.toLowerCase());
  }

  private say(name: string): void {
    if (this.said.has(name)) throw invalidSyntax(`${name.slice(0, 100)} is given twice`);
    this.said.add(name);
  }
}

/** The names of all that an attribute says, in the letter case of their definitions. */
function namesIn({ extension, attribute, subAttribute }: AttributePath, raw: unknown): Set<string> {
  const name = extension === undefined ? attribute.name : `${extension}:${attribute.name}`;
  if (subAttribute !== undefined) return new Set([`${name}.${subAttribute.name}`]);
  const names = new Set([name]);
  if (isObject(raw) && !attribute.multiValued) {
    const known = subAttributePaths(attribute);
    for (const key of Object.keys(raw)) {
      const inner = known.get(key, UNCOUNTED, 'T11')?.attribute;
      if (inner !== undefined) names.add(`${name}.${inner.name}`);
    }
  } else {
    for (const inner of attribute.subAttributes ?? []) names.add(`${name}.${inner.name}`);
  }
  return names;
}
