import type { Photo } from '@shared/domain/common';
import { MOST_PICTURE_BYTES } from '@shared/rules/picture/look';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../common/i18n';
import { thumbUrl } from './blobs';
import { act, pathOf } from './calls';
import { Field } from './fields';
import { readBounded } from './readFile';
import { useSay } from './say';

export function imagesOf(list: FileList | readonly File[] | null | undefined): File[] {
  return [...(list ?? [])].filter(
    (file) => file.type.startsWith('image/') || /\.(jpe?g|png|bmp|webp)$/i.test(file.name),
  );
}

/** Keep one picture in the store: bytes as they came, path where the file has one. */
export async function putPicture(file: File) {
  const path = pathOf(file);
  const bytes = await readBounded(file, MOST_PICTURE_BYTES, 'picture.tooLarge');
  return act('picture.put', { name: file.name || 'clipboard.png', bytes, ...(path ? { path } : {}) });
}

interface PhotoFieldProps {
  readonly label: string;
  readonly kind: Photo['kind'];
  readonly value: readonly Photo[];
  readonly onChange: (photos: Photo[]) => void;
  /** Pasted pictures go to this field. One field of a form at most. */
  readonly takesPaste?: boolean;
}

function usePut(props: PhotoFieldProps) {
  const t = useSay();
  const [working, setWorking] = useState(0);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const latest = useRef(props.value);
  latest.current = props.value;
  const put = async (files: readonly File[]) => {
    setProblems([]);
    setWorking((count) => count + files.length);
    for (const file of files) {
      try {
        const { photo } = await putPicture(file);
        if (!latest.current.some((one) => one.sha256 === photo.sha256)) {
          latest.current = [...latest.current, { ...photo, kind: props.kind }];
          props.onChange([...latest.current]);
        }
      } catch (error) {
        setProblems((old) => [...old, errorText(t, error)]);
      }
      setWorking((count) => count - 1);
    }
  };
  return { put, working, problems };
}

/** Pictures by drop, paste or choice. A broken one says why and does not hold up the others. */
export function PhotoField(props: PhotoFieldProps) {
  const { t } = useTranslation('work');
  const { put, working, problems } = usePut(props);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const putRef = useRef(put);
  putRef.current = put;
  useEffect(() => {
    if (!props.takesPaste) return;
    const onPaste = (event: ClipboardEvent) => {
      const files = imagesOf(event.clipboardData?.files);
      if (files.length === 0) return;
      // Otherwise the desk would take the picture in as a new report.
      event.preventDefault();
      void putRef.current(files);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [props.takesPaste]);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void put(imagesOf(event.dataTransfer.files));
  };
  return (
    <Field label={props.label}>
      {(id) => (
        <>
          <button
            id={id}
            type="button"
            className="wk-drop"
            data-over={over || undefined}
            onClick={() => chooser.current?.click()}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={onDrop}
          >
            {working > 0
              ? t('photosWorking', { count: working })
              : t(props.takesPaste ? 'dropOrPaste' : 'dropHere')}
          </button>
          <input
            ref={chooser}
            type="file"
            accept="image/*"
            multiple
            hidden
            onChange={(event) => {
              void put(imagesOf(event.target.files));
              event.target.value = '';
            }}
          />
          {props.value.length > 0 && (
            <div className="wk-thumbs">
              {props.value.map((photo) => (
                <span key={photo.sha256} className="wk-thumb">
                  <img src={thumbUrl(photo)} alt={photo.name ?? ''} />
                  <button
                    type="button"
                    aria-label={t('takeOut')}
                    title={t('takeOut')}
                    onClick={() => props.onChange(props.value.filter((one) => one !== photo))}
                  >
                    ×
                  </button>
                </span>
              ))}
            </div>
          )}
          {problems.map((problem) => (
            <div key={problem} className="wk-problem">
              {problem}
            </div>
          ))}
        </>
      )}
    </Field>
  );
}
