import * as z from 'zod/mini';
import { MAX_TIMEOUT_SECONDS } from './flow-spec.ts';

const Uint32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** What is to become of flows. Null leaves a part as it is. */
export const FlowChange = z.strictObject({
  /** New mark = (old mark & ~mask) | (value & mask). */
  mark: z.nullable(z.strictObject({ value: Uint32, mask: Uint32 })),
  timeoutSeconds: z.nullable(z.int().check(z.minimum(1), z.maximum(MAX_TIMEOUT_SECONDS))),
  /** TCP, SCTP or DCCP state by the kernel's number. */
  state: z.nullable(z.int().check(z.minimum(0), z.maximum(255))),
  /** Status bits to set; the kernel clears none of those that can be set. */
  setStatus: z.nullable(Uint32),
  /** Label bits under `mask`, both as 32 hex digits, most significant first. */
  labels: z.nullable(
    z.strictObject({
      bits: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
      mask: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
    }),
  ),
  /** The helper's name; an empty one takes the helper away. */
  helper: z.nullable(z.string().check(z.maxLength(15))),
});
export type FlowChange = z.infer<typeof FlowChange>;
