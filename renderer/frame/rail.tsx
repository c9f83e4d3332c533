import { Activity, CirclePlay, Gauge, Grid3x3, Rows3, Settings } from 'lucide-react';
import { classes } from '../ui/classes.ts';
import { showView, useWorkspace, type ViewName } from '../workspace.ts';
import styles from './rail.module.css';

const views = [
  { view: 'flows', title: 'Flows', icon: Rows3 },
  { view: 'zones', title: 'Zones', icon: Grid3x3 },
  { view: 'events', title: 'Events', icon: Activity },
  { view: 'capacity', title: 'Capacity', icon: Gauge },
  { view: 'demos', title: 'Demos', icon: CirclePlay },
  { view: 'settings', title: 'Settings', icon: Settings },
] as const satisfies readonly { readonly view: ViewName; readonly title: string; readonly icon: unknown }[];

/** The views, at the left edge. */
export function Rail() {
  const current = useWorkspace((workspace) => workspace.view);
  return (
    <nav className={styles.rail} aria-label="Views">
      <ul className={styles.views}>
        {views.map(({ view, title, icon: Icon }) => (
          <li key={view} className={classes(view === 'settings' && styles.last)}>
            <button
              type="button"
              className={styles.view}
              aria-current={view === current ? 'page' : undefined}
              onClick={() => showView(view)}
            >
              <Icon size={18} strokeWidth={1.75} aria-hidden />
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
