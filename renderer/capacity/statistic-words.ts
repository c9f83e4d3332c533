import type { StatisticName } from '../../shared/capacity.ts';

/** What one of the kernel's counts tells. */
export interface StatisticWords {
  readonly name: StatisticName;
  /** As conntrack -S writes it. */
  readonly label: string;
  readonly meaning: string;
  /** `loss`: packets or connections suffered · `strain`: a sign of trouble ahead · `work`: nothing to worry about. */
  readonly weight: 'loss' | 'strain' | 'work';
}

/** Those that hurt first. */
export const statisticWords: readonly StatisticWords[] = [
  loss(
    'drop',
    'drop',
    'Packets dropped because their connection could not be tracked: the table was full, or there was no memory.',
  ),
  loss(
    'earlyDrop',
    'early_drop',
    'Flows that were not assured and had to go early, to make room for new ones in a full table.',
  ),
  loss(
    'insertFailed',
    'insert_failed',
    'Packets dropped because their flow was in the table already, often two packets of one connection at once (UDP behind NAT).',
  ),
  loss(
    'chainTooLong',
    'chaintoolong',
    'Packets dropped because their hash chain was too long: the table needs more buckets, or someone aims at one.',
  ),
  strain(
    'error',
    'error',
    'Packets that failed their protocol’s own check, such as ICMP errors that belong to no flow.',
  ),
  strain(
    'invalid',
    'invalid',
    'Packets that fit no flow, such as TCP outside its window. Rules with “ct state invalid” see these.',
  ),
  strain(
    'searchRestart',
    'search_restart',
    'Look-ups that began again because entries moved under them. Many mean a very busy hash.',
  ),
  work(
    'clashResolve',
    'clash_resolve',
    'Two packets made the same flow at once and the kernel joined them. Nothing was lost.',
  ),
  work(
    'found',
    'found',
    'Translations that found their port taken by another flow (older kernels: every look-up that found a flow).',
  ),
  work('insert', 'insert', 'Flows put into the table by packets, as far as the kernel counts them.'),
  work('searched', 'searched', 'Look-ups in the table (older kernels).'),
  work('new', 'new', 'Flows begun (older kernels).'),
  work('delete', 'delete', 'Flows that went (older kernels).'),
  work('deleteList', 'delete_list', 'Flows that went onto the list of the dying (older kernels).'),
  work('ignore', 'ignore', 'Packets that conntrack let pass without looking (older kernels).'),
];

function loss(name: StatisticName, label: string, meaning: string): StatisticWords {
  return { name, label, meaning, weight: 'loss' };
}

function strain(name: StatisticName, label: string, meaning: string): StatisticWords {
  return { name, label, meaning, weight: 'strain' };
}

function work(name: StatisticName, label: string, meaning: string): StatisticWords {
  return { name, label, meaning, weight: 'work' };
}
