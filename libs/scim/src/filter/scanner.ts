import { invalidFilter } from '../errors.js';
import type { Tolerated } from '../tolerances.js';
import type { Literal } from './literal.js';

const NAME_ENDS = ' \t\r\n+()[]"';
const BLANKS = ' \t\r\n+';

/** Reads the words of a filter one after the other. Errors: 400 `invalidFilter`. */
export class Scanner {
  constructor(
    private readonly text: string,
    private readonly tolerated: Tolerated,
    /** Where the next character stands. */
    public position = 0,
  ) {}

  /** Passes over blanks. No word begins with `+`, so one that was not decoded is a blank too (T15). */
  skipBlanks(): void {
    const start = this.position;
    while (BLANKS.includes(this.next()) && !this.atEnd()) this.position++;
    const passed = this.text.slice(start, this.position);
    if (passed !== '' && passed !== ' ') this.tolerated.count('T15');
  }

  /** Counts an operator, just passed over, that no blank parts from what is before and behind it (T15). */
  countUnparted(operator: string): void {
    const before = this.text.charAt(this.position - operator.length - 1);
    if (!BLANKS.includes(before) || !BLANKS.includes(this.next())) this.tolerated.count('T15');
  }

  atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, the empty text at the end. */
  next(): string {
    return this.text.charAt(this.position);
  }

  /** Passes over a character if it is the next one. */
  take(character: string): boolean {
    if (this.next() !== character) return false;
    this.position++;
    return true;
  }

  /** Passes over a character that has to be here. */
  expect(character: string): void {
    if (!this.take(character)) throw this.refuse(`'${character}' expected`);
  }

  /** An attribute path or an operator: all up to a blank, a bracket or a quote. */
  word(): string {
    const start = this.position;
    while (!this.atEnd() && !NAME_ENDS.includes(this.next())) this.position++;
    return this.text.slice(start, this.position);
  }

  /** Passes over a keyword in any letter case if it is the next word. */
  takeKeyword(keyword: string): boolean {
    const start = this.position;
    if (this.word().toLowerCase() === keyword) return true;
    this.position = start;
    return false;
  }

  /** A literal: JSON text between quotes, or a bare one up to a blank or a closing bracket (T15). */
  literal(): Literal {
    if (this.take('"')) return { text: this.quoted(), quoted: true };
    const start = this.position;
    while (!this.atEnd() && !' \t\r\n)]'.includes(this.next())) this.position++;
    const text = this.text.slice(start, this.position);
    if (text === '' || text.includes('"') || text.startsWith("'")) {
      this.position = start;
      throw this.refuse('a literal expected');
    }
    return { text, quoted: false };
  }

  /** The error of what cannot be read here. */
  refuse(detail: string) {
    return invalidFilter(`${detail} at position ${this.position}`);
  }

  private quoted(): string {
    const start = this.position;
    let escaped = false;
    for (; !this.atEnd(); this.position++) {
      const character = this.next();
      if (character === '"') break;
      if (character === '\\') {
        escaped = true;
        this.position++;
      }
    }
    const inside = this.text.slice(start, this.position);
    this.expect('"');
    return escaped ? this.unescape(inside) : inside;
  }

  private unescape(inside: string): string {
    try {
      return String(JSON.parse(`"${inside}"`));
    } catch {
      throw this.refuse('a JSON string expected');
    }
  }
}
