import { allowedWidth } from './tracks.ts';

/** Room on both sides of a cell's content, px. */
const PADDING = 18;

/** How wide a column must be to show whole what is in sight of it, px; `place` counts from 0. */
export function fittingWidth(table: HTMLTableElement, place: number): number {
  const cells = table.querySelectorAll(`td:nth-child(${place + 1}), th:nth-child(${place + 1}) > button`);
  return allowedWidth(Math.max(...[...cells].map(contentWidth)) + PADDING);
}

/** With what is cut off at present. */
function contentWidth(cell: Element): number {
  const [child] = cell.children;
  if (child === undefined) return textWidth(cell);
  const cutOff = [...cell.querySelectorAll('*')]
    .filter(({ clientWidth }) => clientWidth > 0)
    .reduce((sum, { scrollWidth, clientWidth }) => sum + scrollWidth - clientWidth, 0);
  return child.getBoundingClientRect().width + cutOff;
}

function textWidth(element: Element): number {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().width;
}
