/**
 * What becomes of a call when the network is bad?
 *
 * Half of the calls that get lost never reach the server; of the other half the server's answer is lost, so that
 * whatever is sent again must not be done twice.
 */

import { sandbox } from '../sandbox.js';
import { fail } from './call.js';

const NETWORK_ERROR = 600001;
const DISCONNECTED = 'errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED';
const RESET = 'errcode:-101 cronet_error_code:-101 error_msg:net::ERR_CONNECTION_RESET';

/** Do `send()` over the network as it is set in the panel; throws as WeChat does when it fails. */
export async function overNetwork(send) {
  const { delay, loss, offline } = sandbox.network;
  if (offline) {
    fail(DISCONNECTED, { errno: NETWORK_ERROR });
  }
  await pause(delay / 2);
  const isLost = Math.random() < loss;
  const reachesServer = !isLost || Math.random() < 0.5;
  const answer = reachesServer ? await send() : null;
  await pause(delay / 2);
  if (isLost || sandbox.network.offline) {
    fail(sandbox.network.offline ? DISCONNECTED : RESET, { errno: NETWORK_ERROR });
  }
  return answer;
}

function pause(milliseconds) {
  return milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined;
}

const networkType = ({ offline }) => (offline || !navigator.onLine ? 'none' : 'wifi');
const listeners = new Map();

export const networkState = {
  getNetworkType: () => ({ networkType: networkType(sandbox.network) }),

  onNetworkStatusChange(listener) {
    let last = networkType(sandbox.network);
    const tell = () => {
      const now = networkType(sandbox.network);
      if (now !== last) {
        last = now;
        listener({ isConnected: now !== 'none', networkType: now });
      }
    };
    listeners.set(listener, tell);
    sandbox.onNetworkChange(tell);
    addEventListener('online', tell);
    addEventListener('offline', tell);
  },

  offNetworkStatusChange(listener) {
    const chosen = listener ? [listener] : [...listeners.keys()];
    for (const one of chosen) {
      sandbox.offNetworkChange(listeners.get(one));
      removeEventListener('online', listeners.get(one));
      removeEventListener('offline', listeners.get(one));
      listeners.delete(one);
    }
  },
};
