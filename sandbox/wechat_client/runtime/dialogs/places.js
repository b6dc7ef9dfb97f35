/** Where is the phone? A browser on a desk can't tell, so the person chooses from a few places. */

import { actionSheet } from './dialogs.js';

/** Public places; coordinates to four decimals, as phones in China give them (GCJ-02). */
export const PLACES = [
  { name: '兴义市桔山广场', address: '兴义市桔山大道', latitude: 25.0921, longitude: 104.8954 },
  { name: '万峰林景区', address: '兴义市万峰林街道', latitude: 24.9797, longitude: 104.9315 },
  { name: '兴仁市真武山公园', address: '兴仁市城南街道', latitude: 25.4352, longitude: 105.1863 },
  { name: '贞丰县古城', address: '贞丰县珉谷街道', latitude: 25.3857, longitude: 105.6499 },
];

/** Returns a promise of a place, or undefined when none was chosen. */
export async function choosePlace() {
  const chosen = await actionSheet({ alertText: '您在哪里？', itemList: PLACES.map(({ name }) => name) });
  return PLACES[chosen];
}
