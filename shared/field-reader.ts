import type { TextField } from './flow-form.ts';
import { isRead, type Parsed } from './form-fields.ts';

/** Reads fields one by one, notes what is wrong with each, and goes on with a stand-in. */
export class FieldReader {
  readonly #problems = new Map<TextField, string>();

  /** The field's value; the stand-in when it could not be read. */
  read<Value>(field: TextField, parsed: Parsed<Value>, standIn: Value): Value {
    if (isRead(parsed)) return parsed.value;
    this.refuse(field, parsed.message);
    return standIn;
  }

  /** Notes what is wrong with a field, unless something is noted already. */
  refuse(field: TextField, message: string): void {
    if (!this.#problems.has(field)) this.#problems.set(field, message);
  }

  /** What is wrong with a field; undefined when nothing is. */
  problemOf(field: TextField): string | undefined {
    return this.#problems.get(field);
  }
}
