import { type ErrorCode, InspectorError } from '../../shared/errors.ts';
import { errnoName } from './decode-error.ts';

/** What was asked of the kernel, as the verb that errors show. */
export type KernelOperation =
  | 'inject'
  | 'change'
  | 'delete'
  | 'read'
  | 'list'
  | 'empty'
  | 'listen to'
  | 'expect'
  | 'forget';

interface Explanation {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}
type Explanations = Readonly<Record<string, Explanation>>;

const gone: Explanation = {
  code: 'not-found',
  message: 'The flow is no longer in the table.',
  hint: 'It ended or timed out, or another one took its place. Look at the table again.',
};
const outOfRange: Explanation = {
  code: 'invalid',
  message: 'The kernel found a value out of range.',
  hint: 'Check the protocol state and the length of the addresses.',
};
const stickyStatus: Explanation = {
  code: 'invalid',
  message: 'The kernel does not let that status bit be changed.',
  hint: 'ASSURED and SEEN_REPLY can be set but not cleared; EXPECTED, CONFIRMED and DYING are the kernel’s own.',
};

/** What an errno of ctnetlink means, by what was attempted. */
const explanations: Readonly<Record<KernelOperation, Explanations>> = {
  inject: {
    EEXIST: {
      code: 'exists',
      message: 'A flow with one of these tuples is already in that zone.',
      hint: 'Change or delete the existing flow, or choose another tuple or zone.',
    },
    ENOMEM: {
      code: 'table-full',
      message: 'The connection-tracking table is full.',
      hint: 'Delete flows, or raise net.netfilter.nf_conntrack_max in the initial network namespace.',
    },
    EINVAL: {
      code: 'invalid',
      message: 'The kernel found a value that it does not accept.',
      hint: 'A flow has one zone, for both directions or for one; ICMP needs a type that has an answer.',
    },
    ERANGE: outOfRange,
    EBUSY: stickyStatus,
    ENOENT: { code: 'not-found', message: 'The flow that is to be its master is not in the table.' },
    EOPNOTSUPP: {
      code: 'unsupported',
      message: 'This kernel lacks something that the flow needs: a helper, or address translation.',
      hint: 'Load the module (nf_conntrack_ftp, nf_nat, …), or leave that part out.',
    },
    EAGAIN: {
      code: 'unsupported',
      message: 'The kernel could not load the module that the flow needs.',
      hint: 'Load the module (nf_conntrack_ftp, nf_nat, …), or leave that part out.',
    },
  },
  change: {
    ENOENT: gone,
    EBUSY: stickyStatus,
    ERANGE: outOfRange,
    EINVAL: { code: 'invalid', message: 'The kernel found a value that it does not accept.' },
    EOPNOTSUPP: {
      code: 'unsupported',
      message: 'The kernel does not change that in a flow that exists.',
      hint: 'Address translation, zone and tuples are fixed when a flow is made: delete it and inject it anew.',
    },
    ENOSPC: {
      code: 'unsupported',
      message: 'Flows have no room for labels, because no rule in this network namespace uses them.',
      hint: 'Add a rule that does (nft: "ct label …"); flows made after that have room.',
    },
  },
  delete: {
    ENOENT: gone,
    EBUSY: {
      code: 'unsupported',
      message: 'The kernel does not delete a flow whose packets bypass it through a flow table (OFFLOAD).',
      hint: 'It can be deleted once the flow table lets go of it.',
    },
    EINVAL: { code: 'invalid', message: 'The kernel does not accept this flow’s tuple.' },
  },
  read: {
    ENOENT: gone,
    EINVAL: { code: 'invalid', message: 'The kernel does not accept this flow’s tuple.' },
  },
  list: {
    EINVAL: {
      code: 'unsupported',
      message: 'The kernel does not know this request.',
      hint: 'Load the module nf_conntrack_netlink.',
    },
    EBUSY: { code: 'internal', message: 'Another listing is still under way on this socket.' },
    EOPNOTSUPP: {
      code: 'unsupported',
      message: 'The kernel cannot filter by that.',
      hint: 'Filters by address need the address family.',
    },
  },
  empty: {
    EOPNOTSUPP: {
      code: 'unsupported',
      message: 'The kernel cannot filter by that, and has deleted nothing.',
      hint: 'Filters by address need the address family.',
    },
    EINVAL: { code: 'invalid', message: 'The kernel does not accept this filter, and has deleted nothing.' },
  },
  'listen to': {},
  expect: {
    EEXIST: { code: 'exists', message: 'The same flow is already expected.' },
    ENOENT: { code: 'not-found', message: 'The flow that is to expect it is not in the table.' },
    EOPNOTSUPP: {
      code: 'unsupported',
      message: 'The flow that is to expect it has no helper, or none of that name.',
      hint: 'Set a helper on that flow first.',
    },
    EBUSY: { code: 'table-full', message: 'The helper already expects as many flows as it may.' },
    EMFILE: {
      code: 'table-full',
      message: 'The table of expectations is full.',
      hint: 'Raise net.netfilter.nf_conntrack_expect_max in the initial network namespace.',
    },
    ENOMEM: { code: 'table-full', message: 'The kernel has no memory for another expectation.' },
    EINVAL: { code: 'invalid', message: 'The kernel found a value that it does not accept.' },
    ERANGE: outOfRange,
  },
  forget: {
    ENOENT: { code: 'not-found', message: 'The expectation is no longer in the table.' },
    EINVAL: { code: 'invalid', message: 'The kernel does not accept this expectation’s tuple.' },
  },
};

/** What an errno means whatever was attempted. */
const general: Explanations = {
  EPERM: {
    code: 'not-permitted',
    message: 'The kernel wants the capability CAP_NET_ADMIN for this.',
    hint: 'Unlock changes, or open the target with more privilege.',
  },
  EACCES: { code: 'not-permitted', message: 'The system does not permit this.' },
  ENOBUFS: {
    code: 'overrun',
    message: 'The kernel had more to say than the receive buffer could hold, and some of it is lost.',
    hint: 'A new listing repairs it; a larger net.core.rmem_max avoids it.',
  },
  EINTR: { code: 'overrun', message: 'The table changed while it was being listed.', hint: 'List it again.' },
  ENOMEM: { code: 'internal', message: 'The kernel is out of memory.' },
  EPROTONOSUPPORT: {
    code: 'unsupported',
    message: 'This kernel has no netfilter netlink.',
    hint: 'Load the modules nfnetlink and nf_conntrack_netlink.',
  },
};

/** The refusal of a request, with what it means, what to do, and the kernel's own words where it had some. */
export function kernelError(refusal: {
  readonly operation: KernelOperation;
  /** What it is about: a flow (see describeFlow), "zone 20", "the table". */
  readonly subject: string;
  /** Positive, as in {@link Verdict}. */
  readonly errno: number;
  /** Extended-ack text, or null. */
  readonly kernelText: string | null;
}): InspectorError {
  const { operation, subject, errno, kernelText } = refusal;
  const name = errnoName(errno);
  const known = explanations[operation][name] ?? general[name];
  const explanation = known ?? { code: 'internal', message: `The kernel refused with ${name}.` };
  return new InspectorError({
    ...explanation,
    operation: `${operation} ${subject}`,
    subject,
    errno: name,
    ...(kernelText === null ? {} : { detail: kernelText }),
  });
}
