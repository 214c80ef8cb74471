import { Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { textOf } from './cells';
import { type Column, kindOf, type Row } from './columns';
import type { Step } from './useGrid';
import type { Words } from './words';

interface EditorProps {
  readonly column: Column;
  readonly row: Row;
  /** What was typed to open it, null to begin with what stands there. */
  readonly typed: string | null;
  readonly words: Words;
  readonly label: string;
  readonly onCommit: (value: unknown, step: Step) => void;
  readonly onCancel: () => void;
}

/** The editor of one cell, in its place. */
export function CellEditor(props: EditorProps) {
  const kind = kindOf(props.column, props.row);
  if (props.column.options) return <ChoiceEditor {...props} many={kind === 'multi'} />;
  return <TextEditor {...props} tall={kind === 'long' || kind === 'lines' || kind === 'year'} />;
}

function stepOf(event: { key: string; shiftKey: boolean }): Step | undefined {
  if (event.key === 'Enter') return 'down';
  if (event.key === 'Tab') return event.shiftKey ? 'left' : 'right';
  return undefined;
}

/** Words in one line, or several: there Shift+Enter begins a new one. */
function TextEditor({ tall, ...props }: EditorProps & { tall: boolean }) {
  const { column, row, words } = props;
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const before = textOf(kindOf(column, row), row[column.field]);
  const [text, setText] = useState(props.typed ?? before);
  const over = useRef(false);
  useEffect(() => {
    const box = field.current;
    box?.focus();
    if (props.typed === null) box?.select();
    else box?.setSelectionRange(box.value.length, box.value.length);
  }, [props.typed]);
  const take = (step: Step) => {
    if (over.current) return;
    over.current = true;
    if (text === before) props.onCommit(row[column.field], step);
    else props.onCommit(words.read(column, row, text), step);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      over.current = true;
      props.onCancel();
      return;
    }
    const step = stepOf(event);
    if (!step || (tall && event.key === 'Enter' && event.shiftKey)) return;
    event.preventDefault();
    take(step);
  };
  const common = {
    value: text,
    'aria-label': props.label,
    onKeyDown,
    onBlur: () => take('stay'),
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
  };
  if (!tall) return <input ref={field} className="st-field" {...common} />;
  const lines = Math.min(12, Math.max(3, text.split('\n').length + 1));
  return <textarea ref={field} className="st-field st-tall" rows={lines} {...common} />;
}

/** One or several of a list, found by typing. */
function ChoiceEditor({ many, ...props }: EditorProps & { many: boolean }) {
  const { column, row, words } = props;
  const before = row[column.field];
  const [chosen, setChosen] = useState<string[]>(Array.isArray(before) ? before.map(String) : []);
  const [search, setSearch] = useState(props.typed ?? '');
  const over = useRef(false);
  const options = words.options(column, row).map((one) => ({ ...one }));
  const take = (value: unknown, step: Step) => {
    if (over.current) return;
    over.current = true;
    props.onCommit(value, step);
  };
  const list = () => (chosen.length > 0 ? chosen : column.blank);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      over.current = true;
      props.onCancel();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      take(many ? list() : before, stepOf(event) ?? 'right');
    } else if (event.key === 'Enter' && many && search === '' && event.ctrlKey) {
      take(list(), 'down');
    }
  };
  const common = {
    autoFocus: true,
    defaultOpen: true,
    className: 'st-select',
    popupMatchSelectWidth: false,
    allowClear: true,
    options,
    onKeyDown,
    'aria-label': props.label,
    showSearch: {
      searchValue: search,
      onSearch: setSearch,
      filterOption: (text: string, option: unknown) =>
        (option as { search: string }).search.includes(text.trim().toLowerCase()),
    },
  };
  if (many)
    return (
      <Select
        {...common}
        className="st-select st-many"
        mode="multiple"
        maxTagCount="responsive"
        value={chosen}
        onChange={(value: string[]) => {
          setChosen(value);
          setSearch('');
        }}
        onBlur={() => take(list(), 'stay')}
      />
    );
  return (
    <Select
      {...common}
      {...(before === undefined ? {} : { value: String(before) })}
      // A choice of what stands there already is a choice too: it ends the editing.
      onSelect={(value: string) => take(value, 'stay')}
      onClear={() => take(column.blank, 'stay')}
      onBlur={() => take(before, 'stay')}
    />
  );
}
