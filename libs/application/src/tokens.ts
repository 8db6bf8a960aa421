/** Injection tokens of the ports that are interfaces. */
export const CLOCK = Symbol('Clock');
export const IDS = Symbol('Ids');
export const DIRECTORY = Symbol('Directory');
