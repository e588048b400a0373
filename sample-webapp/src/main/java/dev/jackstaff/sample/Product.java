package dev.jackstaff.sample;

/**
 * Something to buy.
 *
 * @param id its name in addresses, forms and the picture sheet
 * @param name its name for people
 * @param blurb what there is to say about it
 * @param price what it costs
 * @param stars what buyers think of it, out of five
 */
record Product(String id, String name, String blurb, Price price, double stars) {}
