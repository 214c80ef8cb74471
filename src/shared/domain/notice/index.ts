import { defineAggregate } from '../aggregate';
import { acknowledgeNotices } from './commands';
import { decideNotice } from './decide';
import { noticeStream } from './evolve';

/** Notices that somebody acknowledged (知悉). */
export const notices = defineAggregate({
  name: 'notice',
  stream: noticeStream,
  commands: [acknowledgeNotices],
  begins: { 'notice.acknowledge': ['notice.acknowledged'] },
  decide: (command, { at }) => decideNotice(command, at),
});
