<%@ page contentType="text/plain;charset=UTF-8" trimDirectiveWhitespaces="true" %>
checkout ${flags.on('new_checkout') ? 'new' : 'old'}
button ${flags.variant('checkout_button', 'control')}
limit ${flags.value('search_limit', 20) + 1}
