import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { classes } from './classes.ts';
import styles from './menu.module.css';

/** One line of a menu. */
export type MenuEntry =
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly icon?: LucideIcon;
      /** What exactly it is about, in a quieter colour. */
      readonly hint?: string;
      /** Why it cannot be used now; shown below its name. */
      readonly disabledReason?: string | null;
      readonly isDangerous?: boolean;
      readonly run: () => void;
    }
  | { readonly kind: 'line' };

interface MenuProps {
  /** Its name for screen readers. */
  readonly label: string;
  /** Where it opens, px in the window. */
  readonly place: { readonly x: number; readonly y: number };
  readonly entries: readonly MenuEntry[];
  /** Called when it closes. The focus goes back to where it was. */
  readonly onClose: () => void;
}

/** Room that is left between a menu and the edge of the window, px. */
const MARGIN = 8;

/** A menu at a place of the page, as a click with the other button or the menu key brings. It is open while it is mounted. */
export function Menu({ label, place, entries, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    if (!element.matches(':popover-open')) element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const below = place.y + height + MARGIN <= innerHeight;
    const top = below ? place.y : Math.max(MARGIN, place.y - height);
    element.style.setProperty(
      'left',
      `${Math.max(MARGIN, Math.min(place.x, innerWidth - width - MARGIN))}px`,
    );
    element.style.setProperty('top', `${top}px`);
    itemsOf(element)[0]?.focus();
  }, [place]);

  const close = () => {
    // The browser gives the focus back.
    menu.current?.hidePopover();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const items = itemsOf(menu.current);
    const at = items.findIndex((item) => item.matches(':focus'));
    const next = itemAfterKey(items, at, event.key);
    if (next) next.focus();
    else if (event.key === 'Tab' || event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      className={styles.menu}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {entries.map((entry, index) =>
        entry.kind === 'line' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is nothing but its place
          <hr key={index} className={styles.line} />
        ) : (
          <Item
            key={entry.label}
            entry={entry}
            onChoose={() => {
              close();
              entry.run();
            }}
          />
        ),
      )}
    </div>
  );
}

interface ItemProps {
  readonly entry: MenuEntry & { readonly kind: 'action' };
  readonly onChoose: () => void;
}

function Item({ entry, onChoose }: ItemProps) {
  const { label, icon: Icon, hint, disabledReason = null, isDangerous } = entry;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={classes(styles.entry, isDangerous && styles.danger)}
      // It keeps the focus, so that everyone can find out why it is refused.
      aria-disabled={disabledReason !== null || undefined}
      onClick={disabledReason === null ? onChoose : undefined}
      onPointerMove={(event) => event.currentTarget.focus()}
    >
      {Icon ? <Icon size={14} aria-hidden /> : <span className={styles.noIcon} />}
      <span className={styles.label}>
        {label}
        {hint !== undefined && <code className={styles.hint}>{hint}</code>}
        {disabledReason !== null && <small className={styles.reason}>{disabledReason}</small>}
      </span>
    </button>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

/** Where a key leads to: around the menu, to its ends, or to the next item that begins with a letter. */
function itemAfterKey(items: readonly HTMLElement[], from: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(from + 1) % items.length];
    case 'ArrowUp':
      return items.at(from <= 0 ? -1 : from - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default: {
      if (key.length !== 1 || key === ' ') return undefined;
      const ahead = [...items.slice(from + 1), ...items.slice(0, from + 1)];
      return ahead.find((item) => item.textContent?.toLowerCase().startsWith(key.toLowerCase()));
    }
  }
}
