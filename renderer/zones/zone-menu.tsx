import { ArrowRight, CirclePlus, Download, GitCompareArrows, LockOpen, Trash2 } from 'lucide-react';
import { askToFlush } from '../flow-actions.ts';
import { useSession, whyUnchangeable } from '../session.ts';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { attempt } from '../ui/notifications.ts';
import { releaseZones } from '../zone-reservations.ts';
import { startComparison } from './comparison-store.ts';
import type { ZoneLinks } from './zone-links.ts';
import { useZones } from './zones-store.ts';

interface ZoneMenuProps extends ZoneLinks {
  readonly zone: number;
  readonly place: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What can be done with a zone. */
export function ZoneMenu({ zone, place, onClose, ...links }: ZoneMenuProps) {
  const changeProblem = useSession(whyUnchangeable);
  const usage = useZones(({ page }) => page?.rows.find((row) => row.zone === zone));
  const noFlows = usage && usage.flows > 0 ? null : 'It holds no flows.';
  const entries: readonly MenuEntry[] = [
    {
      kind: 'action',
      label: 'Show flows',
      icon: ArrowRight,
      disabledReason: noFlows,
      run: () => links.onShowZones({ from: zone, to: zone }),
    },
    {
      kind: 'action',
      label: 'Compare with…',
      icon: GitCompareArrows,
      run: () => startComparison(zone),
    },
    {
      kind: 'action',
      label: 'Export…',
      icon: Download,
      disabledReason: noFlows,
      run: () => links.onExportZone(zone),
    },
    {
      kind: 'action',
      label: 'Inject a flow here',
      icon: CirclePlus,
      disabledReason: changeProblem,
      run: () => links.onInjectIntoZone(zone),
    },
    {
      kind: 'action',
      label: 'Release the reservation',
      icon: LockOpen,
      disabledReason: usage?.reserved ? null : 'It is not reserved.',
      run: () => void attempt(releaseZones([{ from: zone, to: zone }])),
    },
    { kind: 'line' },
    {
      kind: 'action',
      label: 'Flush…',
      icon: Trash2,
      isDangerous: true,
      disabledReason: changeProblem ?? noFlows,
      run: () => askToFlush({ kind: 'zone', zone }),
    },
  ];
  return <Menu label={`Zone ${zone}`} place={place} entries={entries} onClose={onClose} />;
}
