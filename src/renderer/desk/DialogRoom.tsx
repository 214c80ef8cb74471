import { Dialogs } from './dialogs/index';
import { Themed } from './Themed';

/** The dialogs with antd around them: one chunk, fetched when the first dialog is opened. */
export default function DialogRoom() {
  return (
    <Themed>
      <Dialogs />
    </Themed>
  );
}
