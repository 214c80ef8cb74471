import { useState } from 'react';

interface FileDropProps {
  readonly text: string;
  readonly busy: boolean;
  readonly className?: string;
  /** Without a file: the system's dialog is to ask for it. */
  readonly onFile: (file?: File) => void;
}

/** Choose a file by the system's dialog, or drop it here. */
export function FileDrop({ text, busy, className, onFile }: FileDropProps) {
  const [over, setOver] = useState(false);
  return (
    <button
      type="button"
      className={`wk-drop wk-drop-big${className ? ` ${className}` : ''}`}
      data-over={over || undefined}
      disabled={busy}
      onClick={() => onFile()}
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
        if (file) onFile(file);
      }}
    >
      {text}
    </button>
  );
}
