import { type PointerEvent, useRef } from 'react';
import styles from './grid.module.css';
import { allowedWidth } from './tracks.ts';

interface ColumnHandleProps {
  /** The column is being drawn wider or narrower: its width so far, px. */
  readonly onDraw: (width: number) => void;
  /** It was let go. */
  readonly onDrop: (width: number) => void;
  readonly onFit: () => void;
}

/** The edge of a column's head: drawn with the pointer it changes the width, a double click fits it to its content. */
export function ColumnHandle({ onDraw, onDrop, onFit }: ColumnHandleProps) {
  const grip = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const widthAt = ({ clientX }: PointerEvent) =>
    grip.current && allowedWidth(grip.current.width + clientX - grip.current.x);
  return (
    <span
      aria-hidden
      className={styles.handle}
      onPointerDown={(event) => {
        const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 0;
        grip.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const width = widthAt(event);
        if (width !== null) onDraw(width);
      }}
      onPointerUp={(event) => {
        const width = widthAt(event);
        const moved = grip.current !== null && grip.current.x !== event.clientX;
        grip.current = null;
        if (width !== null && moved) onDrop(width);
      }}
      onLostPointerCapture={() => {
        // It was not let go: something else took the pointer away.
        if (grip.current !== null) onDraw(grip.current.width);
        grip.current = null;
      }}
      onDoubleClick={onFit}
    />
  );
}
