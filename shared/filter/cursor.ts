import { type Punctuation, shown, type Token } from './lex.ts';
import { type Problem, problemNear } from './nearest.ts';
import { describeExpectation, type Expectation, wordsFor } from './vocabulary.ts';

/** Why a text is no filter; a suggestion is for the place of the part that is wrong. */
export interface FilterError extends Problem {
  /** Where, in UTF-16 units. */
  readonly position: number;
  readonly length: number;
  /** What could have stood there instead. */
  readonly expected: readonly Expectation[];
}

/** Thrown by {@link Cursor.fail}; never leaves the parser. */
export class FilterProblem extends Error {
  readonly detail: FilterError;

  constructor(detail: FilterError) {
    super(detail.message);
    this.detail = detail;
  }
}

/** A place in a list of tokens, which remembers what was looked for there in vain. */
export class Cursor {
  readonly #tokens: readonly [Token, ...Token[]];
  #index = 0;
  #expected: Expectation[] = [];

  constructor(tokens: readonly [Token, ...Token[]]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#index] ?? this.#tokens[0];
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** The token after this one; at the end, the end. */
  get next(): Token {
    return this.#tokens[this.#index + 1] ?? this.token;
  }

  get expected(): readonly Expectation[] {
    return this.#expected;
  }

  /** Goes to the next token; stays at the end. */
  advance(): void {
    if (this.atEnd) return;
    this.#index++;
    this.#expected = [];
  }

  /** Notes that this would be right here. */
  want(expectation: Expectation): void {
    this.#expected.push(expectation);
  }

  /** Whether this token is the word, in any case. */
  isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.lower === word;
  }

  isSymbol(symbol: Punctuation): boolean {
    return this.token.kind === 'symbol' && this.token.symbol === symbol;
  }

  /** Passes the symbol if it is here, else notes that it would be right. */
  takeSymbol(symbol: Punctuation): boolean {
    if (this.isSymbol(symbol)) {
      this.advance();
      return true;
    }
    this.want({ kind: 'symbol', symbol });
    return false;
  }

  /** Gives up at this token, or an earlier one; without a problem, with one that names what was wanted. */
  fail(problem?: Problem, token: Token = this.token): never {
    throw new FilterProblem({
      position: token.position,
      length: token.length,
      expected: this.#expected,
      ...(problem ?? this.#unwanted(token)),
    });
  }

  #unwanted(token: Token): Problem {
    if (token.kind === 'bad') return token.problem;
    const wanted = listed(this.#expected.map(describeExpectation));
    if (token.kind === 'end') return { message: `Expected ${wanted} next.` };
    if (token.kind !== 'word') return { message: `Expected ${wanted} here.` };
    const known = this.#expected.flatMap(wordsFor).map((word) => word.text);
    return problemNear(`Expected ${wanted} instead of ${shown(token.text)}.`, token.text, known);
  }
}

/** `a`, `a or b`, `a, b or c`. */
function listed(phrases: readonly string[]): string {
  return phrases.length < 2
    ? phrases.join()
    : `${phrases.slice(0, -1).join(', ')} or ${phrases.slice(-1).join()}`;
}
