import { X } from 'lucide-react';
import { countZones, formatRange, type ZoneRange } from '../../shared/zone-reservation.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { PanelSection } from '../ui/panel.tsx';
import { releaseZones, useZoneReservations } from '../zone-reservations.ts';
import styles from './reserved-zones.module.css';

/** The most ranges that are listed one by one. */
const LISTED = 12;

/** Which zones are reserved, by this window and by others. Nothing when none is. */
export function ReservedZones() {
  const own = useZoneReservations((reservations) => reservations.own);
  const others = useZoneReservations((reservations) => reservations.others);
  if (own.length === 0 && others.length === 0) return null;
  return (
    <PanelSection title="Reserved">
      {own.length > 0 && <Ranges whose="this window" ranges={own} />}
      {others.length > 0 && <Ranges whose="another window" ranges={others} />}
      <p className={styles.quiet}>
        Kept from every other search. Those without flows end with their window, the rest with the session.
      </p>
    </PanelSection>
  );
}

interface RangesProps {
  readonly whose: string;
  readonly ranges: readonly ZoneRange[];
}

function Ranges({ whose, ranges }: RangesProps) {
  const release = (released: readonly ZoneRange[]) => void attempt(releaseZones(released));
  return (
    <>
      <div className={styles.line}>
        <span>
          {formatQuantity(countZones(ranges), 'zone')} by {whose}
        </span>
        <Button tone="ghost" aria-label={`Release every zone of ${whose}`} onClick={() => release(ranges)}>
          Release all
        </Button>
      </div>
      <ul className={styles.ranges}>
        {ranges.slice(0, LISTED).map((range) => (
          <li key={range.from} className={styles.range}>
            {formatRange(range)}
            <IconButton
              icon={X}
              label={`Release ${formatRange(range)}`}
              className={styles.release}
              onClick={() => release([range])}
            />
          </li>
        ))}
        {ranges.length > LISTED && <li className={styles.quiet}>and {ranges.length - LISTED} more ranges</li>}
      </ul>
    </>
  );
}
