import * as z from 'zod/mini';

/** Text of unknown origin is shown and logged no longer than this. */
const LONGEST_EXCERPT = 200;

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  /** Where the first flaw is (`input.specs[0].source`) and what is wrong there. */
  | { readonly ok: false; readonly path: string; readonly message: string };

/** Checks outside data against a schema. `root` is what the data is called in the path of a flaw. */
export function validate<S extends z.ZodMiniType>(
  schema: S,
  data: unknown,
  root: string,
): Validated<z.output<S>> {
  const result = schema.safeParse(data, { error: explain });
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  if (!issue) return { ok: false, path: root, message: 'is not valid' };
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  return { ok: false, path: excerpt(pathText(root, path)), message: excerpt(issue.message) };
}

/** The beginning of a text, with a mark when there is more of it. */
export function excerpt(text: string): string {
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text;
}

const english = z.locales.en().localeError;

const explain: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return 'is not known here';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing';
  return english(issue);
};

function pathText(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    root,
  );
}
