import { isObject, isTime } from './kept-conditions.ts';
import type { PeerDevice, PeerRoutes } from './peer-routes.ts';
import type { StatePiece } from './state-store.ts';

/** More than flannel has backends. */
const mostDevices = 20;

/** Routes to peers over restarts. */
export const keptPeerRoutes: StatePiece<PeerRoutes> = {
  name: 'peers',
  version: 1,
  parse(value) {
    if (!isObject(value)) return undefined;
    const { writtenAt, devices } = value;
    return isTime(writtenAt) &&
      Array.isArray(devices) &&
      devices.length <= mostDevices &&
      devices.every(isDevice)
      ? { writtenAt, devices }
      : undefined;
  },
};

const isDevice = (value: unknown): value is PeerDevice =>
  isObject(value) &&
  Object.keys(value).length === 3 &&
  isDeviceName(value['name']) &&
  isCount(value['index']) &&
  isCount(value['routes']);

/** Linux allows 15 characters. */
const isDeviceName = (value: unknown): boolean =>
  typeof value === 'string' && /^flannel[\w.-]{0,8}$/.test(value);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
