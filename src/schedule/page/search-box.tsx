import { useMemo, useRef, useState } from 'react';
import {
  ComboBox,
  FieldError,
  Input,
  type Key,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { landmark } from '#kit/shell.tsx';
import { type Choice, choiceText, findChoices, meantChoice } from '#schedule/page/find-choice.ts';

const SHOWN_MAX = 40;

/**
 * One of hundreds, found by a part of its name or by its code. When none is pointed at, Enter and leaving take the one
 * that is meant, so that "115", Enter is enough; when several may be, or none, what was typed stays and is told.
 */
export function SearchBox(parts: {
  label: string;
  hideLabel?: boolean;
  placeholder?: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  /** In the list, when nothing is found. */
  none: string;
  /** Beside the field, before what was typed and is not known. */
  unknown: string;
  /** Beside the field, when several match and none is pointed at. */
  several: string;
  error?: string | undefined;
  /** After a choice by keyboard: where a fast hand goes on. */
  onDone?: () => void;
}) {
  const chosen = parts.choices.find(({ id }) => id === parts.value);
  const shown = chosen === undefined ? '' : choiceText(chosen);
  const { formats } = useSpeech();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [pending, setPending] = useState(false);
  const text = typed ?? shown;
  const byKeyboard = useRef(false);
  const found = useMemo(() => {
    const matches = findChoices(parts.choices, text === shown ? '' : text, SHOWN_MAX);
    return chosen === undefined || matches.includes(chosen) ? matches : [chosen, ...matches];
  }, [parts.choices, text, shown, chosen]);
  const take = (id: string) => {
    setTyped(undefined);
    setPending(false);
    parts.onChange(id);
    if (byKeyboard.current) parts.onDone?.();
  };
  const type = (next: string) => {
    setPending(false);
    setTyped(next === shown ? undefined : next);
    // What is written is what is asked: another text is no longer the vaccine that was chosen.
    if (next !== shown && chosen !== undefined) parts.onChange('');
  };
  const finish = () => {
    if (typed === undefined || typed.trim() === '') return;
    const meant = meantChoice(parts.choices, typed);
    if (meant === undefined) setPending(true);
    else take(meant.id);
  };
  const trouble =
    !pending || typed === undefined
      ? undefined
      : found.length === 0
        ? `${parts.unknown}${formats.colon}${typed.trim()}`
        : parts.several;
  const error = trouble ?? parts.error;
  return (
    <ComboBox
      className="picker search-box"
      items={found}
      inputValue={text}
      onInputChange={type}
      selectedKey={chosen?.id ?? null}
      onSelectionChange={(key: Key | null) => {
        if (typeof key === 'string' && key !== parts.value) take(key);
        else if (key !== null) setTyped(undefined);
      }}
      isInvalid={error !== undefined}
      menuTrigger="input"
      allowsEmptyCollection
    >
      <Label className={parts.hideLabel ? 'visually-hidden' : ''}>{parts.label}</Label>
      <div className="picker-field">
        <Input
          placeholder={parts.placeholder ?? ''}
          autoComplete="off"
          onFocus={(event) => event.currentTarget.select()}
          onPointerDown={() => {
            byKeyboard.current = false;
          }}
          onKeyDown={(event) => {
            byKeyboard.current = true;
            if (event.key === 'Escape') {
              setTyped(undefined);
              setPending(false);
            }
            if (event.key !== 'Enter' || event.currentTarget.getAttribute('aria-activedescendant')) return;
            event.preventDefault();
            finish();
          }}
          onBlur={() => {
            // Whoever leaves goes where they want to.
            byKeyboard.current = false;
            finish();
          }}
        />
      </div>
      <FieldError className="field-error">{error}</FieldError>
      {trouble !== undefined && (
        <p className="visually-hidden" role="status">
          {trouble}
        </p>
      )}
      <Popover {...landmark()} className="popover picker-popover search-popover">
        <ListBox className="picker-list" renderEmptyState={() => <p className="empty">{parts.none}</p>}>
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} className="picker-item" textValue={choiceText(choice)}>
              <span>{choice.name}</span>
              {choice.hint && <span className="hint">{choice.hint}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
