Component({
  externalClasses: ['item-class'],
  relations: { '../group/index': { type: 'parent' } },
  properties: { label: String },
  data: { length: 0 },
  observers: {
    label(label) {
      this.setData({ length: label.length });
    },
  },
});
