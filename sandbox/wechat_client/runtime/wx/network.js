/** wx.request, wx.uploadFile, wx.downloadFile: how do calls over the network look in a browser? */

import { assetUrl } from '../shell/addresses.js';
import { networkState, overNetwork } from './bad_network.js';
import { answering, call, fail } from './call.js';

const DEFAULT_TIMEOUT = 60_000;
const WITHOUT_BODY = ['GET', 'HEAD'];

/** A call that answers with a task, which can be aborted; `send(options, signal)` does the work. */
function task(name, send) {
  return (options = {}) => {
    const abort = new AbortController();
    const timeout = AbortSignal.timeout(options.timeout || DEFAULT_TIMEOUT);
    const signal = AbortSignal.any([abort.signal, timeout]);
    const promise = answering(name, options, () =>
      untilStopped(
        overNetwork(() => send(options, signal)),
        signal,
      ),
    );
    const controls = {
      abort: () => abort.abort(),
      onHeadersReceived() {},
      offHeadersReceived() {},
      onProgressUpdate() {},
      offProgressUpdate() {},
    };
    return promise ? Object.assign(promise, controls) : controls;
  };
}

/** The work's answer, or a failure as soon as the call is aborted or takes too long. */
async function untilStopped(work, signal) {
  const stopped = new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (problem) {
    const words = { TimeoutError: 'timeout', AbortError: 'abort' };
    return fail(words[problem.name] || problem.message, problem.name === 'TimeoutError' ? { errno: 5 } : problem.extra);
  } finally {
    // What loses the race fails unheard.
    work.catch(() => {});
    stopped.catch(() => {});
  }
}

async function request({ url, data, method = 'GET', header = {}, dataType = 'json', responseType = 'text' }, signal) {
  const verb = method.toUpperCase();
  const headers = new Headers(header);
  const isRead = WITHOUT_BODY.includes(verb);
  const answer = await fetch(isRead ? withQuery(url, data) : url, {
    method: verb,
    headers,
    // WeChat keeps no answers either, unless asked.
    cache: 'no-store',
    body: isRead || data === undefined ? undefined : bodyOf(data, headers),
    signal,
  });
  return {
    data: await contentOf(answer, { dataType, responseType }),
    statusCode: answer.status,
    header: Object.fromEntries(answer.headers),
    cookies: [],
  };
}

function withQuery(url, data) {
  const given = data && typeof data === 'object' ? Object.entries(data).filter(([, value]) => value !== undefined) : [];
  const query = typeof data === 'string' ? data : new URLSearchParams(given).toString();
  return query ? url + (url.includes('?') ? '&' : '?') + query : url;
}

function bodyOf(data, headers) {
  if (!headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  if (typeof data === 'string' || data instanceof ArrayBuffer) {
    return data;
  }
  const isForm = headers.get('content-type').includes('urlencoded');
  return isForm ? new URLSearchParams(data).toString() : JSON.stringify(data);
}

async function contentOf(answer, { dataType, responseType }) {
  if (responseType === 'arraybuffer') {
    return answer.arrayBuffer();
  }
  const text = await answer.text();
  if (dataType !== 'json') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function uploadFile({ url, filePath, name, formData = {}, header = {} }, signal) {
  const file = await (await fetch(assetUrl(filePath))).blob();
  const extension = (file.type.split('/')[1] || 'bin').replace('jpeg', 'jpg');
  const form = new FormData();
  Object.entries(formData).forEach(([key, value]) => form.append(key, value));
  form.append(name, file, `upload.${extension}`);
  const answer = await fetch(url, { method: 'POST', body: form, headers: header, signal });
  return { data: await answer.text(), statusCode: answer.status, header: Object.fromEntries(answer.headers) };
}

async function downloadFile({ url, header = {} }, signal) {
  const answer = await fetch(url, { headers: header, cache: 'no-store', signal });
  return { tempFilePath: URL.createObjectURL(await answer.blob()), statusCode: answer.status };
}

export const network = {
  request: task('request', request),
  uploadFile: task('uploadFile', uploadFile),
  downloadFile: task('downloadFile', downloadFile),
  getNetworkType: call('getNetworkType', networkState.getNetworkType),
  onNetworkStatusChange: networkState.onNetworkStatusChange,
  offNetworkStatusChange: networkState.offNetworkStatusChange,
};
