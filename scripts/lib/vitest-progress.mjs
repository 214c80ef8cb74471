import { relative } from 'node:path';
import { root } from './paths.mjs';
import { ProgressWriter } from './progress.mjs';

/** Vitest's reporter for stages: keeps what ran as it runs (`XIUHUA_PROGRESS`). @implements {import('vitest/reporters').Reporter} */
export default class VitestProgress {
  writer = new ProgressWriter(process.env.XIUHUA_PROGRESS);

  /** @param {{ moduleId: string }} module */
  name = (module) => relative(root, module.moduleId);

  /** @param {readonly import('vitest/node').TestSpecification[]} specifications */
  onTestRunStart(specifications) {
    for (const one of specifications) this.writer.write({ what: 'file', file: this.name(one) });
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleCollected(module) {
    const file = this.name(module);
    for (const test of module.children.allTests())
      this.writer.write({ what: 'test', id: test.id, file, name: test.fullName });
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseReady(test) {
    this.writer.write({ what: 'begun', id: test.id });
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { state } = test.result();
    const ms = test.diagnostic()?.duration ?? 0;
    if (state !== 'pending')
      this.writer.end(test.id, state, ms, `${this.name(test.module)} > ${test.fullName}`);
  }

  /** A file that fails without a failed test: it could not be loaded, or a hook of it failed. @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    const tests = [...module.children.allTests()];
    const broken = module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed');
    const { duration } = module.diagnostic();
    // Tests that a failed hook left out never become ready.
    for (const test of tests)
      if (test.result().state === 'skipped')
        this.writer.write({ what: 'ended', id: test.id, state: 'skipped', ms: 0 });
    this.writer.write({ what: 'fileEnded', file: this.name(module), broken, ms: duration });
  }

  /** @param {unknown} _modules @param {readonly { message: string }[]} errors */
  onTestRunEnd(_modules, errors) {
    for (const { message } of errors) this.writer.write({ what: 'error', message });
  }
}
