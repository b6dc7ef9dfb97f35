/** What are the built-in components made of inside? Tags `h-x` are the HTML element `x`; all others become `<wx-x>`. */

const slot = '<slot/>';
const only = (...names) => Object.fromEntries(names.map((name) => [name, slot]));

export const innerTemplates = {
  ...only('view', 'text', 'button', 'cover-view', 'form', 'label', 'navigator', 'picker', 'checkbox-group'),
  ...only('radio-group', 'swiper-item', 'page-container', 'root-portal', 'match-media', 'picker-view', 'page-meta'),
  ...only('scroll-view', 'map'),
  'picker-view-column': '<h-div id="track"><slot/></h-div>',
  swiper: '<h-div id="track"><slot/></h-div><h-div id="dots"></h-div>',
  checkbox: '<h-i id="box"></h-i><slot/>',
  radio: '<h-i id="box"></h-i><slot/>',
  switch: '<h-i id="box"></h-i>',
  image: '<h-img id="img"/>',
  'cover-image': '<h-img id="img"/>',
  icon: '',
  progress: '<h-div id="bar"><h-div id="fill"></h-div></h-div><h-span id="info"></h-span>',
  input: '<h-input id="control"/>',
  textarea: '<h-textarea id="control"></h-textarea>',
  slider: '<h-input id="control" type="range"/><h-span id="info"></h-span>',
  'rich-text': '<h-div id="out"></h-div>',
  canvas: '<h-canvas id="control"></h-canvas>',
  camera: '<h-div id="reader"><h-input id="content"/><h-button id="scan"></h-button></h-div><slot/>',
  video: '<h-video id="control" controls playsinline></h-video>',
  'web-view': '<h-iframe id="control" title="网页"></h-iframe>',
};
