/**
 * Which types do the answers and questions of the API have, for the mini-program's own code?
 *
 *     node devtools/api_types.mjs            write miniprogram/typings/api.d.ts from docs/openapi.json
 *     node devtools/api_types.mjs --check    end with 1 when that file says something else than the document
 *
 * Only the schemas are written down: the mini-program names an address in one place, `miniprogram/api/`, and a test
 * holds those names against the document.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../docs/openapi.json', import.meta.url);
const TYPES = new URL('../miniprogram/typings/api.d.ts', import.meta.url);
const HEADER = '// Written by `npm run types` from docs/openapi.json: change the document, not this file.\n\n';

/**
 * Return the text of the types file for an OpenAPI document.
 * @param {{ components: object }} document
 * @returns {Promise<string>}
 */
export async function typesOf(document) {
  const nodes = await openapiTS(
    { ...untitled(document), info: document.info, paths: {} },
    {
      // What has a default may be left out of a question; answers say themselves that nothing is left out.
      defaultNonNullable: false,
      rootTypes: true,
      rootTypesNoSchemaPrefix: true,
      silent: true,
    },
  );
  return HEADER + astToString(nodes);
}

/**
 * Leave out the titles that only repeat a name; a property that is called title is an object, and stays.
 * @param {any} part
 * @returns {any}
 */
function untitled(part) {
  if (Array.isArray(part)) {
    return part.map(untitled);
  }
  if (part === null || typeof part !== 'object') {
    return part;
  }
  const kept = Object.entries(part).filter(([key, value]) => key !== 'title' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, untitled(value)]));
}

async function main() {
  const written = await typesOf(JSON.parse(await readFile(DOCUMENT, 'utf8')));
  if (!process.argv.includes('--check')) {
    await writeFile(TYPES, written);
    return 0;
  }
  const kept = await readFile(TYPES, 'utf8').catch(() => '');
  if (kept === written) {
    return 0;
  }
  console.error('miniprogram/typings/api.d.ts does not fit docs/openapi.json; run: npm run types');
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main();
}
