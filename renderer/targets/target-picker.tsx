import { ChevronDown, Lock, LockOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { TargetOffer } from '../../shared/target-state.ts';
import { pictureState } from '../picture-state.ts';
import { call, lockTarget, openTarget, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { attempt } from '../ui/notifications.ts';
import { Popover, type PopoverHandle } from '../ui/popover.tsx';
import { ToneDot } from '../ui/tone-dot.tsx';
import { TargetItem } from './target-item.tsx';
import styles from './target-picker.module.css';
import { UnlockDialog } from './unlock-dialog.tsx';

/** Says which table the page looks at and whether it can be changed; opens others, and the lock. */
export function TargetPicker() {
  const popover = useRef<PopoverHandle>(null);
  const targetId = useSession((session) => session.targetId);
  const title = useSession((session) => session.target?.title ?? 'Sandbox');
  const subtitle = useSession((session) => session.target?.subtitle ?? '');
  const tone = useSession((session) => pictureState(session, false).tone);
  const isLocked = useSession((session) => session.target?.locked ?? null);
  const [offers, setOffers] = useState<readonly TargetOffer[]>([]);
  const [error, setError] = useState<ErrorData | null>(null);
  const [isUnlocking, setIsUnlocking] = useState(false);

  const list = () => {
    setError(null);
    call('target.list', {}).then(setOffers, (thrown: unknown) =>
      setError(toInspectorError(thrown, 'list the targets').data),
    );
  };
  const choose = (chosen: string) => {
    popover.current?.close();
    if (chosen !== targetId) void openTarget(chosen);
  };

  return (
    <div className={styles.picker}>
      <Popover
        label="Targets"
        handle={popover}
        onOpen={list}
        buttonClass={styles.opener}
        button={
          <>
            <ToneDot tone={tone} />
            <strong>{title}</strong>
            <span className={styles.subtitle}>{subtitle}</span>
            <ChevronDown size={14} aria-hidden />
          </>
        }
      >
        <ul className={styles.offers} aria-label="What to look at">
          {offers.map((offer) => (
            <TargetItem
              key={offer.targetId}
              offer={offer}
              current={offer.targetId === targetId}
              onChoose={choose}
            />
          ))}
        </ul>
        {error && <Failure error={error} />}
      </Popover>
      {isLocked && (
        <Button
          icon={Lock}
          collapses
          tip="Makes changes to this table possible"
          onClick={() => setIsUnlocking(true)}
        >
          Unlock changes…
        </Button>
      )}
      {isLocked === false && targetId !== 'sandbox' && (
        <Button
          icon={LockOpen}
          collapses
          className={styles.unlocked}
          tip="Changes to this table are possible. Click to lock them again."
          onClick={() => void attempt(lockTarget(targetId))}
        >
          Lock
        </Button>
      )}
      {isUnlocking && (
        <UnlockDialog targetId={targetId} title={title} onClose={() => setIsUnlocking(false)} />
      )}
    </div>
  );
}
