/** Which behaviors does WeChat have built in? Named by a text such as `wx://form-field`. */

const BUILT_IN = {
  'wx://form-field': {
    properties: { name: String, value: null },
    attached() {
      // By this a form finds a component of our own that holds a value.
      this._$.getBackendElement()?.setAttribute('wx-form-field', '');
    },
  },
  'wx://form-field-group': {},
  'wx://form-field-button': {},
  'wx://component-export': {},
};

/** Return what makes real behaviors of a list that may name built-in ones. */
export function realBehaviors(space) {
  const made = {};
  const builtIn = (name) => {
    made[name] ||= space
      .behavior()
      .definition(BUILT_IN[name] || {})
      .register();
    return made[name];
  };
  return (list = []) => list.map((one) => (typeof one === 'string' ? builtIn(one) : one)).filter(Boolean);
}
