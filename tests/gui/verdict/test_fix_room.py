"""The fix's button has its room as soon as it has its words."""


def test_a_button_with_longer_words_has_the_room_for_them_at_once(open_window, qtbot):
    window = open_window(size=(1280, 720))
    card, session = window.verdict_card, window.session
    session.set_reveal(True)
    session.turn_dial(1.1)
    qtbot.waitUntil(lambda: window.advice.settled and card.fix_button.isVisible())
    card.fix_button.setText("LR")  # as before, when shorter words stood there
    qtbot.waitUntil(lambda: card.fix_button.width() < 80)
    card._offered = ()
    card._offer()
    button = card.fix_button
    assert button.width() >= button.minimumSizeHint().width(), button.text()
