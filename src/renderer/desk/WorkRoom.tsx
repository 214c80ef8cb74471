import type { ItemKind } from './state';
import { Themed } from './Themed';
import WorkPane from './work/index';

/** The work pane with antd around it: one chunk, fetched after the first screen. */
export default function WorkRoom(props: { itemId: string; kind: ItemKind }) {
  return (
    <Themed>
      <WorkPane {...props} />
    </Themed>
  );
}
