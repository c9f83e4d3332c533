import { useEffect } from 'react';
import { AwaitedState } from '../awaited-state.tsx';
import { TargetGate } from '../target-gate.tsx';
import { Banner } from '../ui/banner.tsx';
import { followCapacity, useCapacity } from './capacity-store.ts';
import styles from './capacity-view.module.css';
import { FillSection } from './fill-section.tsx';
import { SettingsSection, TimeoutsSection } from './settings-section.tsx';
import { StatisticsSection } from './statistics-section.tsx';
import { TalkersSection } from './talkers-section.tsx';
import { UnansweredSection } from './unanswered-section.tsx';

interface CapacityViewProps {
  /** Shows the flows that a filter selects. */
  readonly onFilter: (filter: string) => void;
}

/** How full the table is, where that is going, and what it is full of. */
export function CapacityView(props: CapacityViewProps) {
  return (
    <TargetGate>
      <LiveCapacity {...props} />
    </TargetGate>
  );
}

function LiveCapacity({ onFilter }: CapacityViewProps) {
  const capacity = useCapacity((state) => state.capacity);
  const error = useCapacity((state) => state.error);
  useEffect(followCapacity, []);
  if (capacity === null) return <AwaitedState title="Reading the capacity…" error={error} />;
  return (
    <div className={styles.view}>
      {error && error.code !== 'target-lost' && <Banner title={error.message}>{error.hint}</Banner>}
      <div className={styles.sections}>
        <FillSection capacity={capacity} />
        <div className={styles.column}>
          <TalkersSection survey={capacity.survey} onFilter={onFilter} />
          <StatisticsSection statistics={capacity.statistics} />
        </div>
        <div className={styles.column}>
          <UnansweredSection survey={capacity.survey} onFilter={onFilter} />
          <SettingsSection />
        </div>
        <TimeoutsSection survey={capacity.survey} />
      </div>
    </div>
  );
}
