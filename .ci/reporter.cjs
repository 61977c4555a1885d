// Mocha's own report, then a last line that programs can read.
'use strict';
const Mocha = require('mocha');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      process.on('exit', () => console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`));
    });
  }
};
