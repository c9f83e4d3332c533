/** Calls `end` once no page has been connected for `seconds`, counted from now on; null never does. */
export function watchIdleness(seconds: number | null, end: () => void): (pages: number) => void {
  let timer: NodeJS.Timeout | undefined;
  const onPages = (pages: number) => {
    clearTimeout(timer);
    if (seconds !== null && pages === 0) timer = setTimeout(end, seconds * 1000);
  };
  onPages(0);
  return onPages;
}
