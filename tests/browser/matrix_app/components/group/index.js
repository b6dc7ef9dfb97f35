Component({
  options: { multipleSlots: true },
  relations: {
    '../item/index': {
      type: 'child',
      linked() {
        this.count();
      },
      unlinked() {
        this.count();
      },
    },
  },
  methods: {
    count() {
      this.triggerEvent('count', { value: this.getRelationNodes('../item/index').length });
    },
    describe() {
      const items = this.getRelationNodes('../item/index');
      return items.map((item) => item.data.label).join('');
    },
  },
  pageLifetimes: {
    show() {
      this.shown = (this.shown || 0) + 1;
    },
  },
});
