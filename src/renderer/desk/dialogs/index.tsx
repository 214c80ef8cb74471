import { ConfigProvider } from 'antd';
import { useEffect } from 'react';
import { BulkDialog } from '../bulk/BulkDialog';
import { CourierExport } from '../sharing/CourierExport';
import { CourierImport } from '../sharing/CourierImport';
import { closeDialog, type OpenDialog, select, useDesk } from '../state';
import { type MoveName, moveNames, openMove } from '../work/openMove';
import { BriefingExport } from './BriefingExport';
import { Help } from './Help';
import { ImportWizard } from './import/ImportWizard';
import { NewReport } from './NewReport';
import { PictureIntake } from './PictureIntake';
import { RepliesExport } from './sheets/RepliesExport';
import { UnitReturn } from './sheets/UnitReturn';
import { UnitSheets } from './sheets/UnitSheets';
import { WallDialog } from './WallDialog';

/** A move has no dialog: its panel opens in the work pane, beside what it is about. */
function MoveWish({ itemId, move }: { itemId: string; move: string }) {
  useEffect(() => {
    const known = moveNames.find((name): name is MoveName => name === move);
    select(itemId);
    if (known) openMove(itemId, known);
    closeDialog();
  }, [itemId, move]);
  return null;
}

/** Another file is another dialog. */
function keyOf(file: File | string | undefined): string {
  return typeof file === 'object' ? `${file.name} ${file.size} ${file.lastModified}` : (file ?? '');
}

type Of<N extends OpenDialog['name']> = OpenDialog<N>['props'];

/** The one dialog that is open, if any. */
export function Dialogs() {
  return (
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <OpenDialogNow />
    </ConfigProvider>
  );
}

function OpenDialogNow() {
  const dialog = useDesk((state) => state.dialog);
  if (!dialog) return null;
  switch (dialog.name) {
    case 'import': {
      const props = dialog.props as Of<'import'>;
      return <ImportWizard key={keyOf(props.file)} {...props} />;
    }
    case 'picture':
      return <PictureIntake files={(dialog.props as Of<'picture'>).files} />;
    case 'newReport':
      return <NewReport />;
    case 'briefing':
      return <BriefingExport weekStart={(dialog.props as Of<'briefing'>).weekStart} />;
    case 'unitSheets':
      return <UnitSheets />;
    case 'unitReturn':
      return <UnitReturn file={(dialog.props as Of<'unitReturn'>).file} />;
    case 'replies':
      return <RepliesExport />;
    case 'courierExport':
      return <CourierExport />;
    case 'courierImport': {
      const { file } = dialog.props as Of<'courierImport'>;
      return <CourierImport key={keyOf(file)} file={file} />;
    }
    case 'wall':
      return <WallDialog />;
    case 'help':
      return <Help />;
    case 'bulk': {
      const { move } = dialog.props as { move?: string };
      return <BulkDialog key={move ?? ''} move={move} />;
    }
    case 'move': {
      const { itemId, move } = dialog.props as Of<'move'>;
      return <MoveWish itemId={itemId} move={move} />;
    }
  }
}
