// @ts-check
const { default: Sequencer } = require('@jest/test-sequencer');

/** @typedef {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} Tests */

/** Folders whose files take half a minute and more; a file's size, which jest goes by, says nothing of that. */
const SLOWEST = ['browser', 'journey', 'packages', 'lab', 'operations'];

/** @param {Tests[number]} test */
const rank = ({ path, context }) => {
  const [folder = ''] = path.slice(context.config.rootDir.length + '/test/'.length).split(/[\\/]/);
  const place = SLOWEST.indexOf(folder);
  return place < 0 ? SLOWEST.length : place;
};

/** Starts the longest files first, so that no worker is left with one at the end: by the last run, or by folder when there was none. */
module.exports = class SlowestFirst extends Sequencer {
  /** @override @param {Tests} tests */
  async sort(tests) {
    const sorted = await super.sort([...tests]);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
};
