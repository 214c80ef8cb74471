import { Alert, Modal } from 'antd';
import type { ReactNode } from 'react';
import { closeDialog } from '../state';
import './kit.css';
import './dialogs.css';

interface DialogProps {
  readonly title: string;
  readonly width?: number;
  readonly problem?: string | undefined;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every dialog. A click beside it does not close it: half-filled forms would be lost. */
export function Dialog({ title, width = 640, problem, footer, children }: DialogProps) {
  return (
    <Modal
      open
      centered
      title={title}
      width={width}
      onCancel={closeDialog}
      mask={{ closable: false, blur: false }}
      footer={footer ?? null}
      styles={{
        container: { border: '1px solid var(--xh-line)' },
        body: { maxHeight: 'calc(100vh - 180px)', overflow: 'auto' },
      }}
    >
      <div className="dl-body">
        {children}
        {problem && <Alert type="error" showIcon title={problem} role="alert" />}
      </div>
    </Modal>
  );
}
