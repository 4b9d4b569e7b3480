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
import { landmark } from '#kit/shell.tsx';
import { type Choice, choiceOfCode, choiceText, findChoices } from '#schedule/page/find-choice.ts';

const SHOWN_MAX = 40;

/** Whether leaving the field takes the first of the list: it is the only one, or its code is written in full. */
const isMeant = (found: readonly Choice[], typed: string): boolean =>
  found.length === 1 || choiceOfCode(found.slice(0, 1), typed) !== undefined;

/**
 * One of hundreds, found by a part of its name or by its code. Enter takes the first of the list when none is pointed
 * at, so that "115", Enter is enough.
 */
export function SearchBox(parts: {
  label: string;
  hideLabel?: boolean;
  placeholder?: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  none: string;
  error?: string | undefined;
  /** After a choice by keyboard: where a fast hand goes on. */
  onDone?: () => void;
}) {
  const chosen = parts.choices.find(({ id }) => id === parts.value);
  const shown = chosen === undefined ? '' : choiceText(chosen);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const text = typed ?? shown;
  const byKeyboard = useRef(false);
  const found = useMemo(() => {
    const matches = findChoices(parts.choices, text === shown ? '' : text, SHOWN_MAX);
    return chosen === undefined || matches.includes(chosen) ? matches : [chosen, ...matches];
  }, [parts.choices, text, shown, chosen]);
  const take = (id: string) => {
    setTyped(undefined);
    parts.onChange(id);
    if (byKeyboard.current) parts.onDone?.();
  };
  return (
    <ComboBox
      className="picker search-box"
      items={found}
      inputValue={text}
      onInputChange={(next) => setTyped(next === shown ? undefined : next)}
      selectedKey={chosen?.id ?? null}
      onSelectionChange={(key: Key | null) => {
        if (typeof key === 'string' && key !== parts.value) take(key);
        else if (key !== null) setTyped(undefined);
      }}
      onOpenChange={(open) => {
        if (!open && typed?.trim() === '') parts.onChange('');
      }}
      isInvalid={parts.error !== undefined}
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
            const pointed = event.currentTarget.getAttribute('aria-activedescendant');
            const [first] = found;
            const typing = typed !== undefined && typed.trim() !== '';
            if (!typing || pointed || first === undefined) return;
            if (event.key === 'Enter' || (event.key === 'Tab' && isMeant(found, typed))) {
              if (event.key === 'Enter') event.preventDefault();
              else byKeyboard.current = false;
              take(first.id);
            }
          }}
          onBlur={() => setTyped(undefined)}
        />
      </div>
      <FieldError className="field-error">{parts.error}</FieldError>
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
