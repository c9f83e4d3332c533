import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonTone = 'plain' | 'primary' | 'danger' | 'destroy' | 'ghost';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'title'> {
  readonly tone?: ButtonTone;
  readonly icon?: LucideIcon;
  /**
   * Why it cannot be used now. The button then stays focusable, so that everyone can find out, and a click does
   * nothing.
   */
  readonly disabledReason?: string | null | undefined;
  /** Shows only its icon where the window is narrow; its name stays for who cannot see it. */
  readonly collapses?: boolean;
  /** More than the label says, shown on hover and focus. */
  readonly tip?: ReactNode;
}

/** Left to itself, a button that submits would do so all the same. */
function refuse(event: MouseEvent): void {
  event.preventDefault();
}

/** A push button. */
export function Button({
  tone = 'plain',
  icon: Icon,
  disabledReason,
  collapses = false,
  tip,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const refused = disabledReason !== null && disabledReason !== undefined;
  const button = (
    <button
      type="button"
      {...rest}
      aria-disabled={refused || undefined}
      className={classes(styles.button, styles[tone], collapses && styles.collapses, className)}
      onClick={refused ? refuse : onClick}
    >
      {Icon && <Icon size={14} aria-hidden />}
      {collapses ? <span className={styles.name}>{children}</span> : children}
    </button>
  );
  const text = refused ? disabledReason : tip;
  return text ? <Tooltip text={text}>{button}</Tooltip> : button;
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'tone' | 'icon'> {
  readonly icon: LucideIcon;
  /** Its name, for the tooltip and for screen readers. */
  readonly label: string;
}

/** A square button that shows only an icon. */
export function IconButton({ label, className, tip, ...rest }: IconButtonProps) {
  return (
    <Button
      tone="ghost"
      {...rest}
      aria-label={label}
      tip={tip ?? label}
      className={classes(styles.icon, className)}
    />
  );
}
