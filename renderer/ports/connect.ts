import type { Port, Request, Response } from '../../shared/wire.ts';
import { electronPort } from './electron-port.ts';
import { connectWebSocket } from './web-socket-port.ts';

/** Connects to whichever shell shows this page. Throws an InspectorError. */
export async function connect(): Promise<Port<Request, Response>> {
  return window.inspectorPort ? electronPort(window.inspectorPort) : connectWebSocket();
}
