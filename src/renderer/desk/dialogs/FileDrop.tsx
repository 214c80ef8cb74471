import { useState } from 'react';
import { pathOf } from '../work/calls';

interface FileDropProps {
  readonly text: string;
  readonly busy: boolean;
  readonly className?: string;
  /** Without a path: the system's dialog is to ask for the file. */
  readonly onPath: (path?: string) => void;
}

/** Choose a file by the system's dialog, or drop it here. */
export function FileDrop({ text, busy, className, onPath }: FileDropProps) {
  const [over, setOver] = useState(false);
  return (
    <button
      type="button"
      className={`wk-drop wk-drop-big${className ? ` ${className}` : ''}`}
      data-over={over || undefined}
      disabled={busy}
      onClick={() => onPath()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onPath(pathOf(file));
      }}
    >
      {text}
    </button>
  );
}
