import type { ZoneRange } from '../../shared/zone-reservation.ts';

/** Where the zones lead to in other views. */
export interface ZoneLinks {
  readonly onShowZones: (zones: ZoneRange) => void;
  readonly onExportZone: (zone: number) => void;
  readonly onInjectIntoZone: (zone: number) => void;
}
