import * as z from 'zod/mini';

/** Every way in which the inspector can fail, as a closed set. */
const errorCodes = [
  'exists',
  'not-found',
  'not-permitted',
  'table-full',
  'invalid',
  'unsupported',
  'overrun',
  'target-lost',
  'no-sandbox',
  'file-failed',
  'cancelled',
  'timeout',
  'internal',
] as const;

/** An {@link InspectorError} as plain data, the form in which it crosses a process boundary. */
export const ErrorData = z.strictObject({
  code: z.enum(errorCodes),
  /** What was being attempted, as a verb phrase: "inject tcp 192.0.2.1:1 → 198.51.100.1:2". */
  operation: z.string(),
  /** One sentence for a person. */
  message: z.string(),
  /** The flow, field, file or program concerned. */
  subject: z.optional(z.string()),
  /** The kernel's errno by name (EEXIST, ENOMEM, …). */
  errno: z.optional(z.string()),
  /** The cause in its own words: extended-ack text, or a program's stderr. */
  detail: z.optional(z.string()),
  /** A program's exit code, when a program failed. */
  exitCode: z.optional(z.int()),
  /** What the person can do about it. */
  hint: z.optional(z.string()),
});
export type ErrorData = z.infer<typeof ErrorData>;
export type ErrorCode = ErrorData['code'];

/** The one error type of this project. It keeps its cause across every boundary. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.data = data;
  }

  get code(): ErrorCode {
    return this.data.code;
  }
}

/** Wraps anything thrown. An InspectorError passes as it is; everything else becomes `internal` with its stack kept. */
export function toInspectorError(thrown: unknown, operation: string): InspectorError {
  if (thrown instanceof InspectorError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const detail = thrown instanceof Error ? thrown.stack : undefined;
  return new InspectorError({
    code: 'internal',
    operation,
    message: `Unexpected failure: ${message}`,
    ...(detail === undefined ? {} : { detail }),
    hint: 'This is a defect of the inspector. Please report it with the detail above.',
  });
}

/** The error that a cancelled operation ends with. */
export function cancelledError(operation: string): InspectorError {
  return new InspectorError({ code: 'cancelled', operation, message: `Cancelled: ${operation}.` });
}
