import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from './button.tsx';
import { classes } from './classes.ts';
import { formatCount } from './format.ts';
import styles from './notification-list.module.css';
import {
  dismiss,
  dismissAll,
  holdNotifications,
  type Notification,
  notificationStore,
  releaseNotifications,
} from './notifications.ts';

const icons = { ok: CircleCheck, info: Info, bad: CircleAlert } as const;

/** So many are in sight until somebody asks for all. */
const SHOWN_AT_MOST = 3;

/** The notifications, at the lower left, where no panel is. They stay while the pointer or the focus is among them. */
export function NotificationList() {
  const notifications = useStore(notificationStore);
  const [showsAll, setShowsAll] = useState(false);
  const stack = useRef<HTMLElement>(null);
  const isMany = notifications.length > SHOWN_AT_MOST;
  const shown = showsAll ? notifications : notifications.slice(-SHOWN_AT_MOST);
  const releaseUnlessRead = () => {
    if (!stack.current?.matches(':hover, :focus-within')) releaseNotifications();
  };
  // One that goes from under the pointer tells nobody that it was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever they change
  useEffect(releaseUnlessRead, [notifications]);
  return (
    <section
      ref={stack}
      className={styles.stack}
      aria-label="Notifications"
      onPointerEnter={holdNotifications}
      onPointerLeave={releaseUnlessRead}
      onFocus={holdNotifications}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) queueMicrotask(releaseUnlessRead);
      }}
      onMouseDown={keepFocusElsewhere}
    >
      {isMany && (
        <div className={styles.many}>
          <Button aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show fewer' : `and ${formatCount(notifications.length - SHOWN_AT_MOST)} more`}
          </Button>
          <Button
            onClick={(event) => {
              passFocusOn(event.currentTarget);
              dismissAll();
              setShowsAll(false);
            }}
          >
            Dismiss all
          </Button>
        </div>
      )}
      <ol className={styles.list} aria-live="polite" aria-label="Notifications">
        {shown.map((notification) => (
          <Item key={notification.id} notification={notification} />
        ))}
      </ol>
    </section>
  );
}

function Item({
  notification: { id, tone, title, detail, action },
}: {
  readonly notification: Notification;
}) {
  const Icon = icons[tone];
  const leave = (event: MouseEvent<HTMLElement>) => {
    passFocusOn(event.currentTarget);
    dismiss(id);
  };
  return (
    <li className={classes(styles.notification, styles[tone])}>
      <Icon size={16} aria-hidden />
      {/* A failure is read out at once, the rest when the reader comes to it. */}
      <div className={styles.words} role={tone === 'bad' ? 'alert' : undefined}>
        <p>{title}</p>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
      {action && (
        <Button
          onClick={(event) => {
            leave(event);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label="Dismiss" className={styles.dismiss} onClick={leave} />
    </li>
  );
}

/** Whoever points at a button here goes on with the keyboard where they were. */
function keepFocusElsewhere(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button')) event.preventDefault();
}

/** A button that goes while it has the focus leaves it to the next notification, or to the page. */
function passFocusOn(button: HTMLElement): void {
  if (document.activeElement !== button) return;
  const item = button.closest('li');
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  const next = neighbour?.querySelector<HTMLElement>('button') ?? document.querySelector('main');
  next?.focus();
}
