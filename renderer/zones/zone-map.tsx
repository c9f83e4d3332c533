import { ChevronDown, ChevronUp, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useId, useRef } from 'react';
import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneRange } from '../../shared/zone-reservation.ts';
import { usePreference } from '../preferences.ts';
import { IconButton } from '../ui/button.tsx';
import { PanelSection } from '../ui/panel.tsx';
import { drawMap } from './draw-map.ts';
import { MapLegend, readColours } from './map-legend.tsx';
import {
  CLOSEST,
  contentOf,
  inSight,
  mapWords,
  SIDE,
  squareOf,
  squareWords,
  zoneAfterKey,
  zoneAtSquare,
  zonesASquare,
} from './map-squares.ts';
import { focusZone, followMap, hoverZone, moveBy, useZoneMap, zoneMapStore, zoomBy } from './map-store.ts';
import styles from './zone-map.module.css';

interface ZoneMapProps {
  /** A square was clicked. */
  readonly onPick: (zones: ZoneRange) => void;
  /** Its flows are wanted. */
  readonly onShowFlows: (zones: ZoneRange) => void;
}

/** All zones by how many flows they hold. */
export function ZoneMap(props: ZoneMapProps) {
  const cells = useZoneMap((state) => state.cells);
  const error = useZoneMap((state) => state.error);
  const view = useZoneMap((state) => state.view);
  useEffect(followMap, []);
  const { from, to } = inSight(view);
  const zones = zonesASquare(view);
  const halfPage = SIDE / 2;
  return (
    <PanelSection title="Zone map">
      {cells === null ? (
        <p className={styles.waiting}>{error?.message ?? 'Reading the map…'}</p>
      ) : (
        <Squares cells={cells} {...props} />
      )}
      <div className={styles.controls}>
        <span className={styles.sight}>
          {zones === 1 ? 'Each square is one zone' : `Each square is ${zones} zones`}: {from}–{to}
        </span>
        <IconButton
          icon={ChevronUp}
          label="Lower zones"
          disabledReason={from === 0 ? 'These are the lowest.' : null}
          onClick={() => moveBy(-halfPage)}
        />
        <IconButton
          icon={ChevronDown}
          label="Higher zones"
          disabledReason={to === ZONE_COUNT - 1 ? 'These are the highest.' : null}
          onClick={() => moveBy(halfPage)}
        />
        <IconButton
          icon={ZoomOut}
          label="Zoom out"
          disabledReason={view.zoom === 0 ? 'The whole map is in sight.' : null}
          onClick={() => zoomBy(-1)}
        />
        <IconButton
          icon={ZoomIn}
          label="Zoom in"
          disabledReason={view.zoom === CLOSEST ? 'Single zones are in sight.' : null}
          onClick={() => zoomBy(1)}
        />
      </div>
      <MapLegend />
    </PanelSection>
  );
}

function Squares({ cells, onPick, onShowFlows }: ZoneMapProps & { readonly cells: Uint8Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const id = useId();
  const view = useZoneMap((state) => state.view);
  const focused = useZoneMap((state) => state.focused);
  const hovered = useZoneMap((state) => state.hovered);
  const square = squareOf(view, focused);
  const shown = hovered === null ? square : squareOf(view, hovered);
  const words = (range: ZoneRange) => squareWords(range, contentOf(cells, range));
  useDrawing(canvas, cells);
  useWheel(canvas);

  const zoneUnder = ({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>) =>
    zoneIn(canvas.current, clientX, clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = zoneAfterKey(view, focused, event.key);
    if (next !== null) focusZone(next);
    else if (event.key === '+' || event.key === '=') zoomBy(1);
    else if (event.key === '-') zoomBy(-1);
    else if (event.key === ' ') onPick(square);
    else if (event.key === 'Enter') onShowFlows(square);
    else return;
    event.preventDefault();
    hoverZone(null);
  };
  return (
    <>
      <p id={`${id}-summary`} className={styles.summary}>
        {mapWords(cells)}
      </p>
      <canvas
        ref={canvas}
        className={styles.map}
        role="slider"
        tabIndex={0}
        aria-label="Zone map"
        aria-describedby={`${id}-summary ${id}-keys`}
        aria-valuemin={0}
        aria-valuemax={ZONE_COUNT - 1}
        aria-valuenow={focused}
        aria-valuetext={words(square)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => hoverZone(zoneUnder(event))}
        onPointerLeave={() => hoverZone(null)}
        onClick={(event) => {
          const zone = zoneUnder(event);
          focusZone(zone);
          onPick(squareOf(view, zone));
        }}
        onDoubleClick={(event) => onShowFlows(squareOf(view, zoneUnder(event)))}
      />
      <p className={styles.readout} aria-hidden>
        {words(shown)}
      </p>
      <p className={styles.help}>Click to filter the table, scroll to zoom, Enter shows the flows.</p>
      <p id={`${id}-keys`} hidden>
        Arrows move, plus and minus zoom, Space filters the table, Enter shows the flows.
      </p>
    </>
  );
}

/** Draws anew whenever something of the picture changed: at most once a frame. */
function useDrawing(canvas: RefObject<HTMLCanvasElement | null>, cells: Uint8Array): void {
  const theme = usePreference((preferences) => preferences.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    let frame = 0;
    const draw = () => {
      const { view, focused, hovered } = zoneMapStore.getState();
      const size = Math.round(element.clientWidth * devicePixelRatio);
      if (element.width !== size) {
        element.width = size;
        element.height = size;
      }
      const hasFocus = document.activeElement === element;
      const framed = [hovered, hasFocus ? focused : null].filter((zone) => zone !== null);
      drawMap(context, { cells, view, framed }, readColours(element));
    };
    const drawSoon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const resized = new ResizeObserver(drawSoon);
    const stop = zoneMapStore.subscribe(drawSoon);
    resized.observe(element);
    scheme.addEventListener('change', drawSoon);
    element.addEventListener('focus', drawSoon);
    element.addEventListener('blur', drawSoon);
    drawSoon();
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      stop();
      scheme.removeEventListener('change', drawSoon);
      element.removeEventListener('focus', drawSoon);
      element.removeEventListener('blur', drawSoon);
    };
  }, [canvas, cells, theme]);
}

/** Zooms around the pointer. By hand, because React's listener may not keep the panel from scrolling. */
function useWheel(canvas: RefObject<HTMLCanvasElement | null>): void {
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY === 0) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? 1 : -1, zoneIn(element, event.clientX, event.clientY));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [canvas]);
}

function zoneIn(element: HTMLElement | null, clientX: number, clientY: number): number {
  const { view } = zoneMapStore.getState();
  if (element === null) return view.start;
  const { left, top, width, height } = element.getBoundingClientRect();
  const column = Math.floor(((clientX - left) / width) * SIDE);
  return zoneAtSquare(view, column, Math.floor(((clientY - top) / height) * SIDE));
}
