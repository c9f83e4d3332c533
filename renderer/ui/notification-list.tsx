import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './notification-list.module.css';
import { dismiss, notificationStore } from './notifications.ts';

const icons = { ok: CircleCheck, info: Info, bad: CircleAlert } as const;

/** The notifications, at the lower right; a polite live region. */
export function NotificationList() {
  const notifications = useStore(notificationStore);
  return (
    <ol className={styles.list} aria-live="polite" aria-label="Notifications">
      {notifications.map(({ id, tone, title, detail }) => {
        const Icon = icons[tone];
        return (
          <li key={id} className={classes(styles.notification, styles[tone])}>
            <Icon size={16} aria-hidden />
            <div className={styles.words}>
              <p>{title}</p>
              {detail && <p className={styles.detail}>{detail}</p>}
            </div>
            <IconButton icon={X} label="Dismiss" className={styles.dismiss} onClick={() => dismiss(id)} />
          </li>
        );
      })}
    </ol>
  );
}
